from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('moments', '0003_claimed'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='certificate',
            index=models.Index(condition=models.Q(('ended__isnull', False)), fields=['-ended'], name='certificate_lost'),
        ),
    ]
