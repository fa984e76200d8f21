"""The simulated carrier: a program of its own that speaks Twilio's HTTP to Leadline and is a phone on screen."""
