from . import demo
from . import catalogue
from . import customers
from . import acts
from . import story
