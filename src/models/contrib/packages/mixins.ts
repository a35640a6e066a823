/** Abstract models of packages that many projects build on, by the columns they add. */
export const MIXINS: Readonly<Record<string, string>> = {
  "model_utils/models.py": `
from django.db import models
from model_utils.fields import AutoCreatedField, AutoLastModifiedField, MonitorField, StatusField, UUIDField


class TimeStampedModel(models.Model):
    created = AutoCreatedField("created")
    modified = AutoLastModifiedField("modified")

    class Meta:
        abstract = True


class TimeFramedModel(models.Model):
    start = models.DateTimeField("start", null=True, blank=True)
    end = models.DateTimeField("end", null=True, blank=True)

    class Meta:
        abstract = True


class StatusModel(models.Model):
    status = StatusField("status")
    status_changed = MonitorField("status changed", monitor="status")

    class Meta:
        abstract = True


class SoftDeletableModel(models.Model):
    is_removed = models.BooleanField(default=False)

    class Meta:
        abstract = True


class UUIDModel(models.Model):
    id = UUIDField(primary_key=True, version=4, editable=False)

    class Meta:
        abstract = True
`,
  "django_extensions/db/models.py": `
from django.db import models
from django_extensions.db.fields import AutoSlugField, CreationDateTimeField, ModificationDateTimeField


class TimeStampedModel(models.Model):
    created = CreationDateTimeField("created")
    modified = ModificationDateTimeField("modified")

    class Meta:
        get_latest_by = "modified"
        abstract = True


class TitleDescriptionModel(models.Model):
    title = models.CharField("title", max_length=255)
    description = models.TextField("description", blank=True, null=True)

    class Meta:
        abstract = True


class TitleSlugDescriptionModel(TitleDescriptionModel):
    slug = AutoSlugField("slug", populate_from="title")

    class Meta:
        abstract = True


class ActivatorModelManager(models.Manager):
    pass


class ActivatorModel(models.Model):
    INACTIVE_STATUS = 0
    ACTIVE_STATUS = 1
    STATUS_CHOICES = ((INACTIVE_STATUS, "Inactive"), (ACTIVE_STATUS, "Active"))
    status = models.IntegerField("status", choices=STATUS_CHOICES, default=ACTIVE_STATUS)
    activate_date = models.DateTimeField(blank=True, null=True)
    deactivate_date = models.DateTimeField(blank=True, null=True)
    objects = ActivatorModelManager()

    class Meta:
        ordering = ("status", "-activate_date")
        abstract = True
`,
  "polymorphic/models.py": `
from django.contrib.contenttypes.models import ContentType
from django.db import models
from polymorphic.managers import PolymorphicManager


class PolymorphicModel(models.Model):
    polymorphic_ctype = models.ForeignKey(
        ContentType, null=True, editable=False, on_delete=models.CASCADE, related_name="polymorphic_%(app_label)s.%(class)s_set+"
    )
    objects = PolymorphicManager()

    class Meta:
        abstract = True
        base_manager_name = "objects"
`,
  "polymorphic/managers.py": `
from django.db import models


class PolymorphicManager(models.Manager):
    pass
`,
  "ordered_model/models.py": `
from django.db import models


class OrderedModelManager(models.Manager):
    pass


class OrderedModelBase(models.Model):
    objects = OrderedModelManager()

    class Meta:
        abstract = True


class OrderedModel(OrderedModelBase):
    order = models.PositiveIntegerField(editable=False, db_index=True)

    class Meta:
        abstract = True
        ordering = ("order",)
`,
  "solo/models.py": `
from django.db import models


class SingletonModel(models.Model):
    class Meta:
        abstract = True
`,
  "parler/models.py": `
from django.db import models


class TranslatableModelMixin(object):
    pass


class TranslatableModel(TranslatableModelMixin, models.Model):
    class Meta:
        abstract = True
`,
  "modelcluster/models.py": `
from django.db import models


class ClusterableModel(models.Model):
    class Meta:
        abstract = True
`,
  "safedelete/models.py": `
from django.db import models


class SafeDeleteModel(models.Model):
    deleted = models.DateTimeField(editable=False, null=True, db_index=True)
    deleted_by_cascade = models.BooleanField(default=False, editable=False)

    class Meta:
        abstract = True


class SOFT_DELETE_CASCADE(object):
    pass
`,
  "dirtyfields/__init__.py": `
class DirtyFieldsMixin(object):
    pass
`,
  "simple_history/models.py": `
class HistoricalRecords(object):
    pass
`,
  "taggit/managers.py": `
class TaggableManager(object):
    pass
`,
};
