from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('ideas', '0003_backing'),
        ('panel', '0004_stances_of_a_day'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='confirmationmail',
            name='confirmation_mail_once',
        ),
        migrations.RemoveIndex(
            model_name='confirmationmail',
            name='confirmation_address',
        ),
        migrations.RemoveIndex(
            model_name='confirmationmail',
            name='confirmation_network',
        ),
        migrations.RenameField(
            model_name='confirmationmail',
            old_name='sent',
            new_name='asked',
        ),
        migrations.AddField(
            model_name='confirmationmail',
            name='to',
            field=models.EmailField(blank=True, default='', help_text='The address, until it is decided whether a mail goes there.', max_length=254),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='confirmationmail',
            name='mailed',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='confirmationmail',
            name='attempts',
            field=models.PositiveSmallIntegerField(default=0, help_text='How often the mail server refused it.'),
        ),
        migrations.AddField(
            model_name='confirmationmail',
            name='next_try',
            field=models.DateTimeField(blank=True, help_text='Not before; null: at once.', null=True),
        ),
        # Until now there was a row only where a mail went out.
        migrations.RunSQL('UPDATE panel_confirmationmail SET mailed = asked', migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name='confirmationmail',
            index=models.Index(fields=['address', 'mailed'], name='confirmation_address'),
        ),
        migrations.AddIndex(
            model_name='confirmationmail',
            index=models.Index(fields=['network', 'asked'], name='confirmation_network'),
        ),
        migrations.AddIndex(
            model_name='confirmationmail',
            index=models.Index(condition=models.Q(('to', ''), _negated=True), fields=['next_try', 'id'], name='confirmation_due'),
        ),
        migrations.AddConstraint(
            model_name='confirmationmail',
            constraint=models.UniqueConstraint(models.F('idea'), models.F('address'), condition=models.Q(('mailed__isnull', False)), name='confirmation_mailed_once'),
        ),
    ]
