"""Who fits whom: pure functions over plain data, with no database, no Slack and no clock."""
