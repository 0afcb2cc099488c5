import django.db.models.deletion
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import migrations, models
from django.utils import timezone

AT_ONCE = 1_000


def keep_people_signed_in(apps, schema_editor):
    """Move the live sessions to the new table, each with its person."""
    old, new = apps.get_model('sessions', 'Session'), apps.get_model('accounts', 'BrowserSession')
    people = set(apps.get_model('accounts', 'User').objects.values_list('pk', flat=True))
    store, moved = SessionStore(), []
    for session in old.objects.filter(expire_date__gt=timezone.now()).iterator(AT_ONCE):
        data = store.decode(session.session_data)
        person = int(data.get(SESSION_KEY) or 0)
        moved.append(
            new(
                session_key=session.session_key,
                session_data=session.session_data,
                expire_date=session.expire_date,
                person_id=person if person in people else None,
            )
        )
    new.objects.bulk_create(moved, batch_size=AT_ONCE)
    old.objects.all().delete()


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_named_scout'),
        ('sessions', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='BrowserSession',
            fields=[
                ('session_key', models.CharField(max_length=40, primary_key=True, serialize=False, verbose_name='session key')),
                ('session_data', models.TextField(verbose_name='session data')),
                ('expire_date', models.DateTimeField(db_index=True, verbose_name='expire date')),
                ('person', models.ForeignKey(help_text='Empty for a stranger.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='sessions', to=settings.AUTH_USER_MODEL)),
                ('noted', models.DateTimeField(help_text='When it was last noted that the session is used.', null=True)),
            ],
            options={
                'verbose_name': 'session',
                'verbose_name_plural': 'sessions',
                'abstract': False,
            },
        ),
        migrations.RunPython(keep_people_signed_in, migrations.RunPython.noop),
    ]
