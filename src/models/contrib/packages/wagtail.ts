const PAGE = `
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from treebeard.mp_tree import MP_Node
from wagtail.fields import RichTextField, StreamField


class PageManager(models.Manager):
    pass


class Page(MP_Node):
    title = models.CharField(verbose_name="title", max_length=255)
    draft_title = models.CharField(max_length=255, editable=False)
    slug = models.SlugField(verbose_name="slug", allow_unicode=True, max_length=255)
    content_type = models.ForeignKey(ContentType, verbose_name="content type", related_name="pages", on_delete=models.CASCADE)
    live = models.BooleanField(verbose_name="live", default=True, editable=False)
    has_unpublished_changes = models.BooleanField(default=False, editable=False)
    url_path = models.TextField(verbose_name="URL path", blank=True, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, editable=True, on_delete=models.SET_NULL, related_name="owned_pages"
    )
    seo_title = models.CharField(verbose_name="title tag", max_length=255, blank=True)
    show_in_menus = models.BooleanField(verbose_name="show in menus", default=False)
    search_description = models.TextField(verbose_name="meta description", blank=True)
    go_live_at = models.DateTimeField(blank=True, null=True)
    expire_at = models.DateTimeField(blank=True, null=True)
    expired = models.BooleanField(default=False, editable=False)
    locked = models.BooleanField(default=False, editable=False)
    first_published_at = models.DateTimeField(blank=True, null=True, db_index=True)
    last_published_at = models.DateTimeField(null=True, editable=False)
    latest_revision_created_at = models.DateTimeField(null=True, editable=False)
    objects = PageManager()

    class Meta:
        app_label = "wagtailcore"
        verbose_name = "page"
        verbose_name_plural = "pages"


class Orderable(models.Model):
    sort_order = models.IntegerField(null=True, blank=True, editable=False)

    class Meta:
        abstract = True
        ordering = ["sort_order"]
`;

const FIELDS = `
from django.db import models


class RichTextField(models.TextField):
    pass


class StreamField(models.TextField):
    def __init__(self, block_types=None, use_json_field=True, **kwargs):
        super().__init__(**kwargs)
`;

/** What models of wagtail sites build on. Versions differ in the columns of a page: the database has the last word. */
export const WAGTAIL: Readonly<Record<string, string>> = {
  "wagtail/models.py": PAGE,
  "wagtail/core/models.py": PAGE,
  "wagtail/fields.py": FIELDS,
  "wagtail/core/fields.py": FIELDS,
};
