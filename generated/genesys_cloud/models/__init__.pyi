# What type checkers see of the package: all models.
from .license import AddressableLicenseDefinition as AddressableLicenseDefinition
from .license import Detail as Detail
from .license import ErrorBody as ErrorBody
from .license import LicenseAssignmentRequest as LicenseAssignmentRequest
from .license import LicenseBatchAssignmentRequest as LicenseBatchAssignmentRequest
from .license import LicenseDefinition as LicenseDefinition
from .license import LicenseOrgToggle as LicenseOrgToggle
from .license import LicenseUpdateStatus as LicenseUpdateStatus
from .license import LicenseUser as LicenseUser
from .license import Limit as Limit
from .license import Permissions as Permissions
from .license import UserLicenses as UserLicenses
from .license import UserLicensesEntityListing as UserLicensesEntityListing
