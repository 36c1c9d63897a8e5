"""The configuration of one list: read whole, or refused with file, line and remedy.

For: `config/NAME.toml` as a checked value, and its JSON Schema. Promises: a mistake names its line.
Never: reads a file, looks into a list, or fills in a secret.
"""

from bot.config.config_text import Config, check_names, config_schema, is_yaml, parse_config
from bot.config.settings import (
    CATEGORIES,
    AnnouncementTable,
    ArxivTable,
    EntryTable,
    ListTable,
    Policy,
    RuleTable,
    SectionTable,
    SelectTable,
    Settings,
    check_category,
    is_address,
    known_of,
    nearest_category,
)
