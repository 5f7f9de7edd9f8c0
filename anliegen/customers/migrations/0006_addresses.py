"""Several addresses and telephones per contact, and more master data of customers."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0008_live"),
        ("customers", "0005_portal_greeting"),
    ]

    operations = [
        migrations.CreateModel(
            name="ContactEmail",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("position", models.SmallIntegerField()),
                ("address", models.EmailField(max_length=254)),
            ],
            options={
                "db_table": "customers_contact_email",
            },
        ),
        migrations.CreateModel(
            name="ContactPhone",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("position", models.SmallIntegerField()),
                ("number", models.CharField(max_length=40)),
            ],
            options={
                "db_table": "customers_contact_phone",
            },
        ),
        migrations.AddField(
            model_name="contact",
            name="version",
            field=models.IntegerField(db_default=1, default=1),
        ),
        migrations.AddField(
            model_name="customer",
            name="address_extra",
            field=models.CharField(blank=True, db_default="", default="", max_length=120),
        ),
        migrations.AddField(
            model_name="customer",
            name="email",
            field=models.EmailField(blank=True, db_default="", default="", max_length=254),
        ),
        migrations.AddField(
            model_name="customer",
            name="merged_into",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="customers.customer",
            ),
        ),
        migrations.AddField(
            model_name="customer",
            name="responsible",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.membership",
            ),
        ),
        migrations.AddField(
            model_name="customer",
            name="vat_id",
            field=models.CharField(blank=True, db_default="", default="", max_length=20),
        ),
        migrations.AddIndex(
            model_name="customer",
            index=models.Index(
                condition=models.Q(("merged_into__isnull", False)),
                fields=["company", "merged_into"],
                name="customer_merged",
            ),
        ),
        migrations.AddField(
            model_name="contactemail",
            name="company",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.company",
            ),
        ),
        migrations.AddField(
            model_name="contactemail",
            name="contact",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="customers.contact",
            ),
        ),
        migrations.AddField(
            model_name="contactphone",
            name="company",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.company",
            ),
        ),
        migrations.AddField(
            model_name="contactphone",
            name="contact",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="customers.contact",
            ),
        ),
        migrations.AddIndex(
            model_name="contactemail",
            index=models.Index(fields=["company", "address"], name="contact_email_address"),
        ),
        migrations.AddConstraint(
            model_name="contactemail",
            constraint=models.UniqueConstraint(
                fields=("company", "contact", "position"), name="contact_email_position"
            ),
        ),
        migrations.AddConstraint(
            model_name="contactemail",
            constraint=models.UniqueConstraint(
                fields=("company", "contact", "address"), name="contact_email_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="contactphone",
            constraint=models.UniqueConstraint(
                fields=("company", "contact", "position"), name="contact_phone_position"
            ),
        ),
        migrations.AddConstraint(
            model_name="contactphone",
            constraint=models.UniqueConstraint(
                fields=("company", "contact", "number"), name="contact_phone_once"
            ),
        ),
    ]
