use sayso_coder as _;
use sayso_language as _;
