"""Prints what Django's registry has for INSTALLED_APPS given as arguments, as JSON: what a static reader has to reach."""

import json
import sys

import django
from django.apps import apps
from django.conf import settings

settings.configure(
    INSTALLED_APPS=sys.argv[1:],
    SECRET_KEY="x",
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
)
django.setup()


def django_class(field):
    return next(cls.__name__ for cls in type(field).__mro__ if cls.__module__.startswith("django."))


def relation(field):
    remote = field.remote_field
    known = {
        "kind": "m2m" if field.many_to_many else "o2o" if field.one_to_one else "fk",
        "model": field.related_model._meta.label,
        "relatedName": "+" if (remote.related_name or "").endswith("+") else remote.related_name,
        "relatedQueryName": remote.related_query_name,
    }
    if field.many_to_many:
        known["through"] = remote.through._meta.label
        known["throughFields"] = [field.m2m_field_name(), field.m2m_reverse_field_name()]
    else:
        known["onDelete"] = remote.on_delete.__name__
        known["toField"] = field.target_field.name
    return known


def described(field):
    known = {
        "name": field.name,
        "attname": field.attname,
        "column": None if field.many_to_many else field.column,
        "type": django_class(field),
        "null": field.null,
        "blank": field.blank,
        "primaryKey": field.primary_key,
        "unique": field.unique,
        "dbIndex": bool(field.db_index),
        "editable": field.editable,
        "maxLength": field.max_length,
        "choices": [choice[0] for choice in field.choices or []],
        "hasDefault": field.has_default(),
        "verboseName": str(field.verbose_name),
    }
    if field.is_relation:
        known["relation"] = relation(field)
    return known


def model(cls):
    meta = cls._meta
    return {
        "label": meta.label,
        "table": meta.db_table,
        "primaryKey": meta.pk.name,
        "ordering": list(meta.ordering),
        "uniqueTogether": sorted(list(names) for names in meta.unique_together),
        "managers": {manager.name: type(manager).__name__ for manager in meta.managers},
        "defaultManager": meta.default_manager.name,
        "verboseName": str(meta.verbose_name),
        "fields": [described(field) for field in [*meta.concrete_fields, *meta.many_to_many]],
    }


models = [model(cls) for cls in apps.get_models(include_auto_created=True)]
json.dump({"django": django.get_version(), "models": models}, sys.stdout, indent=1)
