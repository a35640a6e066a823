from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator, MaxValueValidator, RegexValidator, MinLengthValidator
from django.db import models
from decimal import Decimal


def even(value):
    if value % 2:
        raise ValidationError("%(value)s is not an even number", params={"value": value})


class Owner(models.Model):
    name = models.CharField(max_length=10)


class Item(models.Model):
    count = models.IntegerField(validators=[MinValueValidator(1), MaxValueValidator(10), even])
    code = models.CharField(max_length=8, validators=[RegexValidator(r"^[A-Z]+$", "Capital letters only"), MinLengthValidator(3)])
    price = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    mail = models.EmailField(blank=True)
    url = models.URLField(blank=True)
    slug = models.SlugField(blank=True, null=True, unique=True)
    owner = models.ForeignKey(Owner, models.CASCADE, null=True, blank=True)
    start = models.DateField(null=True, blank=True)
    end = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["count", "code"], name="count_code")]

    def clean(self):
        if self.start and self.end and self.end < self.start:
            raise ValidationError({"end": ValidationError("End before start", code="order")})
        if self.code == "BAD":
            raise ValidationError("No BAD", code="bad")
