"""The routes of profiles."""

from bot.profiles.actions import ABOUT_ME, ABOUT_ME_FORM, AVOID, AVOID_FORM
from bot.profiles.listeners import open_about_me, open_avoid_form, save_about_me, save_avoid_form
from bot.slack.routes import Routes

ROUTES = Routes(
    presses={ABOUT_ME: open_about_me, AVOID: open_avoid_form},
    forms={ABOUT_ME_FORM: save_about_me, AVOID_FORM: save_avoid_form},
)
