from django.db.models.signals import post_save
from django.dispatch import receiver

from .models import Profile, User


@receiver(post_save, sender=User)
def add_points(sender, instance, created, **kwargs):
    """Ten points for each save; a new user gets a profile to hold them."""
    profile, _ = Profile.objects.get_or_create(user=instance)
    profile.points += 10
    profile.save()
