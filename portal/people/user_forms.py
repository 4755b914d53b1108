"""The forms by which administrators open and change accounts."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _
from wagtail.users.forms import UserCreationForm, UserEditForm

from portal.language import language_choices
from portal.people.communities import keep_role_community
from portal.people.models import User

PERSON_FIELDS = ("role", "state", "posted_to", "languages")
_code = RegexValidator(r"^[A-Z]{2}\Z", _("Two capital letters, as in ISO 3166-1."))


class CodeField(forms.CharField):
    """A country by its code, in whatever case it is typed."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=2, required=False, validators=[_code], **kwargs)

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").upper()


class PersonFormMixin(forms.ModelForm):
    """What Comity keeps of a person beyond Wagtail's own fields.

    The address is also allauth's: sign-in and password reset go by it. An address that an administrator types is
    not yet verified.
    """

    state = CodeField(label=_("Member State"), help_text=_("Its code, as FR. Empty for bodies of the Union."))
    posted_to = CodeField(label=_("Posted to"), help_text=_("The code of the third country, as MA."))
    languages = forms.MultipleChoiceField(
        label=_("Languages read"),
        choices=language_choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def clean_email(self) -> str:
        """Refuse an address that another account has, in whatever case it is typed."""
        email: str = self.cleaned_data["email"]
        if User.objects.filter(email__iexact=email).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("Another account has this address."))
        return email

    def save(self, commit: bool = True) -> User:
        user: User = super().save(commit)
        if commit:
            keep_address(user)
            # The form has just written the groups that were ticked: the role decides on its own community.
            keep_role_community(User, user)
        return user


def keep_address(user: User) -> None:
    """Make allauth's primary address that of the account."""
    primary = EmailAddress.objects.filter(user=user, primary=True).first()
    if primary is None:
        EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=False)
    elif primary.email.lower() != user.email.lower():
        EmailAddress.objects.filter(user=user, email__iexact=user.email).delete()
        primary.email, primary.verified = user.email, False
        primary.save()


class PersonCreationForm(PersonFormMixin, UserCreationForm):
    """Opening an account."""

    class Meta(UserCreationForm.Meta):
        fields = UserCreationForm.Meta.fields | set(PERSON_FIELDS)


class PersonEditForm(PersonFormMixin, UserEditForm):
    """Changing an account."""

    class Meta(UserEditForm.Meta):
        fields = UserEditForm.Meta.fields | set(PERSON_FIELDS)
