from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('moments', '0001_initial'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='notice',
            name='notice_unsent',
        ),
        migrations.AddField(
            model_name='notice',
            name='attempts',
            field=models.PositiveSmallIntegerField(default=0, help_text='How often the mail server refused it.'),
        ),
        migrations.AddField(
            model_name='notice',
            name='next_try',
            field=models.DateTimeField(blank=True, help_text='Not before; null: at once.', null=True),
        ),
        migrations.AddField(
            model_name='notice',
            name='given_up',
            field=models.DateTimeField(blank=True, help_text='When it was refused for the last time.', null=True),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(condition=models.Q(('given_up__isnull', True), ('sent__isnull', True)), fields=['next_try', 'id'], name='notice_unsent'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.CheckConstraint(condition=models.Q(('sent', None), ('given_up', None), _connector='OR'), name='notice_sent_or_given_up'),
        ),
    ]
