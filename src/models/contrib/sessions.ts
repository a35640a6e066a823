/** `django.contrib.sessions`. */
export const SESSIONS = `
from django.db import models


class SessionManager(models.Manager):
    pass


class Session(models.Model):
    session_key = models.CharField("session key", max_length=40, primary_key=True)
    session_data = models.TextField("session data")
    expire_date = models.DateTimeField("expire date", db_index=True)
    objects = SessionManager()

    class Meta:
        verbose_name = "session"
        verbose_name_plural = "sessions"
        db_table = "django_session"

    def __str__(self):
        return self.session_key
`;
