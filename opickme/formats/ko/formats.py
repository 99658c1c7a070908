"""Half of the day before the hour: 오전 9:30, where Django has 9:30 오전."""

TIME_FORMAT = "A g:i"
DATETIME_FORMAT = "Y년 n월 j일 A g:i"
