/** `django.contrib.flatpages`. */
export const FLATPAGES = `
from django.contrib.sites.models import Site
from django.db import models


class FlatPage(models.Model):
    url = models.CharField("URL", max_length=100, db_index=True)
    title = models.CharField("title", max_length=200)
    content = models.TextField("content", blank=True)
    enable_comments = models.BooleanField("enable comments", default=False)
    template_name = models.CharField("template name", max_length=70, blank=True)
    registration_required = models.BooleanField("registration required", default=False)
    sites = models.ManyToManyField(Site, verbose_name="sites")

    class Meta:
        db_table = "django_flatpage"
        verbose_name = "flat page"
        verbose_name_plural = "flat pages"
        ordering = ["url"]

    def __str__(self):
        return "%s -- %s" % (self.url, self.title)
`;

/** `django.contrib.redirects`. */
export const REDIRECTS = `
from django.contrib.sites.models import Site
from django.db import models


class Redirect(models.Model):
    site = models.ForeignKey(Site, models.CASCADE, verbose_name="site")
    old_path = models.CharField("redirect from", max_length=200, db_index=True)
    new_path = models.CharField("redirect to", max_length=200, blank=True)

    class Meta:
        verbose_name = "redirect"
        verbose_name_plural = "redirects"
        db_table = "django_redirect"
        unique_together = [["site", "old_path"]]
        ordering = ["old_path"]

    def __str__(self):
        return "%s ---> %s" % (self.old_path, self.new_path)
`;
