/** Field classes of packages that many projects use, by the arguments they give Django's own. */
export const FIELDS: Readonly<Record<string, string>> = {
  "model_utils/fields.py": `
import uuid
from django.db import models
from django.utils.timezone import now


class AutoCreatedField(models.DateTimeField):
    def __init__(self, *args, **kwargs):
        kwargs.setdefault("editable", False)
        kwargs.setdefault("default", now)
        super().__init__(*args, **kwargs)


class AutoLastModifiedField(AutoCreatedField):
    pass


class StatusField(models.CharField):
    def __init__(self, *args, **kwargs):
        kwargs.setdefault("max_length", 100)
        kwargs.pop("choices_name", None)
        kwargs.pop("no_check_for_status", None)
        super().__init__(*args, **kwargs)


class MonitorField(models.DateTimeField):
    def __init__(self, *args, **kwargs):
        kwargs.setdefault("default", now)
        kwargs.pop("monitor", None)
        kwargs.pop("when", None)
        super().__init__(*args, **kwargs)


class SplitField(models.TextField):
    pass


class UUIDField(models.UUIDField):
    def __init__(self, primary_key=True, version=4, editable=False, *args, **kwargs):
        kwargs.setdefault("default", uuid.uuid4)
        super().__init__(*args, primary_key=primary_key, editable=editable, **kwargs)


class UrlsafeTokenField(models.CharField):
    def __init__(self, editable=False, max_length=128, factory=None, **kwargs):
        super().__init__(editable=editable, max_length=max_length, **kwargs)
`,
  "django_extensions/db/fields/__init__.py": `
from django.db import models


class AutoSlugField(models.SlugField):
    def __init__(self, *args, **kwargs):
        kwargs.setdefault("blank", True)
        kwargs.setdefault("editable", False)
        super().__init__(*args, **kwargs)


class RandomCharField(models.CharField):
    def __init__(self, *args, **kwargs):
        kwargs.setdefault("blank", True)
        kwargs.setdefault("editable", False)
        kwargs["max_length"] = kwargs.pop("length", None)
        super().__init__(*args, **kwargs)


class CreationDateTimeField(models.DateTimeField):
    def __init__(self, *args, **kwargs):
        kwargs.setdefault("editable", False)
        kwargs.setdefault("blank", True)
        kwargs.setdefault("auto_now_add", True)
        super().__init__(*args, **kwargs)


class ModificationDateTimeField(CreationDateTimeField):
    def __init__(self, *args, **kwargs):
        kwargs.setdefault("auto_now", True)
        models.DateTimeField.__init__(self, *args, **kwargs)


class ShortUUIDField(models.CharField):
    def __init__(self, *args, **kwargs):
        kwargs["max_length"] = 22
        super().__init__(*args, **kwargs)
`,
  "phonenumber_field/modelfields.py": `
from django.db import models


class PhoneNumberField(models.CharField):
    def __init__(self, *args, region=None, **kwargs):
        kwargs.setdefault("max_length", 128)
        super().__init__(*args, **kwargs)
`,
  "django_countries/fields.py": `
from django.db import models


class CountryField(models.CharField):
    def __init__(self, *args, **kwargs):
        kwargs["max_length"] = 748 if kwargs.pop("multiple", None) else 2
        super().__init__(*args, **kwargs)
`,
  "autoslug/fields.py": `
from django.db.models.fields import SlugField


class AutoSlugField(SlugField):
    def __init__(self, *args, **kwargs):
        if kwargs.get("max_length") is None:
            kwargs["max_length"] = 50
        if kwargs.get("populate_from") is not None:
            kwargs.setdefault("editable", False)
        if kwargs.get("unique_with") is not None:
            kwargs.setdefault("unique", False)
        super().__init__(*args, **kwargs)
`,
  "autoslug/__init__.py": `
from autoslug.fields import AutoSlugField
`,
  "ckeditor/fields.py": `
from django.db import models


class RichTextField(models.TextField):
    pass
`,
  "ckeditor_uploader/fields.py": `
from django.db import models


class RichTextUploadingField(models.TextField):
    pass
`,
  "django_ckeditor_5/fields.py": `
from django.db import models


class CKEditor5Field(models.TextField):
    pass
`,
  "tinymce/models.py": `
from django.db import models


class HTMLField(models.TextField):
    pass
`,
  "colorfield/fields.py": `
from django.db import models


class ColorField(models.CharField):
    def __init__(self, *args, **kwargs):
        kwargs.setdefault("max_length", 25)
        super().__init__(*args, **kwargs)
`,
  "timezone_field/__init__.py": `
from django.db import models


class TimeZoneField(models.CharField):
    def __init__(self, *args, **kwargs):
        kwargs.setdefault("max_length", 63)
        super().__init__(*args, **kwargs)
`,
  "timezone_field/fields.py": `
from timezone_field import TimeZoneField
`,
  "jsonfield/__init__.py": `
from django.db import models


class JSONField(models.TextField):
    pass


class JSONCharField(models.CharField):
    pass
`,
  "jsonfield/fields.py": `
from jsonfield import JSONField
`,
  "django_fsm/__init__.py": `
from django.db import models


class FSMField(models.CharField):
    def __init__(self, *args, **kwargs):
        kwargs.setdefault("max_length", 50)
        kwargs.pop("protected", None)
        super().__init__(*args, **kwargs)


class FSMIntegerField(models.IntegerField):
    def __init__(self, *args, **kwargs):
        kwargs.pop("protected", None)
        super().__init__(*args, **kwargs)


class FSMKeyField(models.ForeignKey):
    def __init__(self, *args, **kwargs):
        kwargs.pop("protected", None)
        super().__init__(*args, **kwargs)
`,
  "shortuuid/django_fields.py": `
from django.db import models


class ShortUUIDField(models.CharField):
    def __init__(self, *args, **kwargs):
        length = kwargs.pop("length", 22)
        prefix = kwargs.pop("prefix", "")
        kwargs.setdefault("max_length", length + len(prefix))
        super().__init__(*args, **kwargs)
`,
  "sorl/thumbnail/__init__.py": `
from django.db import models


class ImageField(models.ImageField):
    pass
`,
  "easy_thumbnails/fields.py": `
from django.db import models


class ThumbnailerField(models.FileField):
    pass


class ThumbnailerImageField(models.ImageField):
    pass
`,
  "django_resized/__init__.py": `
from django.db import models


class ResizedImageField(models.ImageField):
    pass
`,
  "modelcluster/fields.py": `
from django.db import models


class ParentalKey(models.ForeignKey):
    pass


class ParentalManyToManyField(models.ManyToManyField):
    pass
`,
  "multiselectfield/__init__.py": `
from django.db import models


class MultiSelectField(models.CharField):
    def __init__(self, *args, **kwargs):
        kwargs.setdefault("max_length", 200)
        super().__init__(*args, **kwargs)
`,
};
