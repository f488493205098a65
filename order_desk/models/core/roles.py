"""Guard of public actions: a view hides a button, only Python refuses a call."""
from odoo.exceptions import AccessError


def ensure_role(env, *groups):
    """Refuse the current user unless he has one of ``groups``.

    :param str groups: xml ids of groups
    :raise AccessError: naming the roles that may
    """
    if env.su or any(env.user.has_group(group) for group in groups):
        return
    # sudo: the names of roles are no secret, but not every user may read groups
    names = [env.ref(group).sudo().name for group in groups]
    raise AccessError(env._("Only these roles may do this: %(roles)s.", roles=", ".join(names)))
