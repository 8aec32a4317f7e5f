"""The board of town-condition indicators: five years, target, state and next survey of each."""
