from django.db import migrations, models


class Migration(migrations.Migration):
    """Columns with a default: no row is rewritten on MySQL 8 and MariaDB."""

    dependencies = [("scripts", "0006_tallies")]

    operations = [
        migrations.AddField(
            model_name="upload",
            name="object_name",
            field=models.CharField(blank=True, default="", max_length=100),
        ),
        migrations.AddField(
            model_name="upload",
            name="multipart_id",
            field=models.CharField(blank=True, default="", max_length=500),
        ),
    ]
