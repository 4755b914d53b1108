import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("practices", "0002_sharing")]

    operations = [
        migrations.AlterField(
            model_name="practicedraft",
            name="page",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="share_drafts",
                to="practices.practicepage",
            ),
        ),
    ]
