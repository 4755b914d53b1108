"""What is kept of invitations, seats, registrations and the mails about them."""

from events.registration.models.invitation import Invitation, InvitationImport
from events.registration.models.notice import Notice
from events.registration.models.questionnaire import Answer, Question
from events.registration.models.registration import Registration, RegistrationStep
from events.registration.models.seats import NationalContact, Quota
