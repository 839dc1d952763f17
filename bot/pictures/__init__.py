"""Sheets to take along: what a person leaves a talk with, drawn as text, PDF or picture. Pure; nothing is stored."""
