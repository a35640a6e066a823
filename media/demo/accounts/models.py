from datetime import timedelta

from django.db import models
from django.utils import timezone


class UserManager(models.Manager):
    def inactive(self, days=30):
        """Those who logged in once, but not within the last days."""
        return self.filter(last_login__lte=timezone.now() - timedelta(days=days))

    def upgrade_inactive_users(self, days=30):
        """Makes inactive users premium, so that they come back."""
        return self.inactive(days).update(is_premium=True)


class User(models.Model):
    username = models.CharField(max_length=30, unique=True)
    email = models.EmailField(blank=True)
    last_login = models.DateTimeField(null=True, blank=True)
    is_premium = models.BooleanField(default=False)

    objects = UserManager()

    def __str__(self):
        return self.username


class Profile(models.Model):
    user = models.OneToOneField(User, on_delete=models.CASCADE)
    points = models.IntegerField(default=0)

    def __str__(self):
        return f"{self.user}: {self.points} points"


class Person(models.Model):
    class Level(models.TextChoices):
        FREE = "Free", "Free of charge"
        BASIC = "Basic", "Basic"
        PREMIUM = "Premium", "Premium"

    name = models.CharField(max_length=60)
    level = models.CharField(max_length=10, choices=Level.choices, default=Level.BASIC)

    def __str__(self):
        return self.name


class Customer(Person):
    """A person with a table of its own for what only customers have."""

    company = models.CharField(max_length=60)
    note = models.TextField(null=True, blank=True)
