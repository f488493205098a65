"""What a remote caller can reach, read from the registry: a new method cannot be forgotten."""
import inspect

from odoo import models
from odoo.exceptions import AccessError
from odoo.service.model import get_public_method

ADDON = 'odoo.addons.order_desk.'
# Odoo's documents whose every public method is tried, its own ones too.
HOST_MODELS = (
    'sale.order', 'sale.order.line', 'mrp.production', 'mrp.workorder', 'stock.picking', 'stock.move',
    'stock.move.line', 'stock.warehouse.orderpoint', 'account.move', 'account.payment', 'payment.transaction',
    'res.partner', 'res.company',
)
# Read, search, write and so on are paths of their own, see paths.py.
PATHS = frozenset(name for name in dir(models.BaseModel) if not name.startswith('_'))


def _is_own(cls):
    return cls.__module__.startswith(ADDON) and '.demo' not in cls.__module__


def get_models(env, transient=False):
    """Return the names of the models that the addon brings or extends."""
    return sorted(
        name for name, cls in env.registry.items()
        if any(_is_own(part) for part in cls.mro()) and not cls._abstract and cls._transient is transient)


def is_public(model, name):
    try:
        get_public_method(model, name)
    except (AccessError, AttributeError):
        return False
    return inspect.isfunction(getattr(type(model), name, None))


def get_own_methods(model):
    """Return the public methods that the addon adds to ``model``, or overrides there."""
    names = {
        name for part in type(model).mro() if _is_own(part)
        for name in vars(part) if not name.startswith('_') and name not in PATHS}
    return sorted(name for name in names if is_public(model, name))


def get_host_methods(model):
    """Return Odoo's own public methods of ``model``, without those that every document has for its chatter."""
    shared = {
        name for cls in model.env.registry.values() if cls._abstract
        for part in cls.mro() if not _is_own(part) for name in vars(part)}
    names = {name for name in dir(type(model)) if not name.startswith('_')}
    names -= PATHS | shared | set(get_own_methods(model))
    return sorted(name for name in names if is_public(model, name))


def get_parameters(model, name):
    """Return the required and the optional parameters of a method."""
    required, optional = [], []
    for word, parameter in list(inspect.signature(getattr(type(model), name)).parameters.items())[1:]:
        if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
            continue
        (required if parameter.default is parameter.empty else optional).append(word)
    return required, optional


def is_for_model(model, name):
    return getattr(getattr(type(model), name), '_api_model', False)


def get_surface(env):
    """Return ``{model: [method]}`` of all that the addon itself offers or changes."""
    found = {}
    for transient in (False, True):
        for name in get_models(env, transient):
            methods = get_own_methods(env[name])
            if methods:
                found[name] = methods
    return found
