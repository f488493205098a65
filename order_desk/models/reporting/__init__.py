from . import freight_report
from . import dossier
from . import dossier_order
from . import dossier_papers
from . import dossier_goods
from . import dossier_files
from . import ir_actions_report
