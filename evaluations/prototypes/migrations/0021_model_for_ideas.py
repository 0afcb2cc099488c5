"""The catalogue may say which model makes the vectors of ideas."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('prototypes', '0020_column_names'),
    ]

    operations = [
        migrations.AddField(
            model_name='openmodel',
            name='for_ideas',
            field=models.BooleanField(db_default=False, default=False, help_text='Makes the vectors of all ideas.'),
        ),
        migrations.AddConstraint(
            model_name='openmodel',
            constraint=models.CheckConstraint(condition=models.Q(('for_ideas', False), models.Q(('dimensions__in', (384, 512, 768, 1024)), ('kind', 'embedding')), _connector='OR'), name='model_for_ideas_embeds', violation_error_message='for_ideas is for an embedding model whose dimensions are 384, 512, 768 or 1024.'),
        ),
    ]
