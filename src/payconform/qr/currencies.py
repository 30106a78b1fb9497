"""
Numbers of currencies (ISO 4217) and their letters, for those that payment QRs name most.
"""

LETTERS = {
    "036": "AUD",
    "156": "CNY",
    "208": "DKK",
    "344": "HKD",
    "356": "INR",
    "360": "IDR",
    "392": "JPY",
    "410": "KRW",
    "458": "MYR",
    "498": "MDL",
    "608": "PHP",
    "702": "SGD",
    "704": "VND",
    "764": "THB",
    "826": "GBP",
    "840": "USD",
    "978": "EUR",
    "986": "BRL",
}
NUMBERS = {letters: number for number, letters in LETTERS.items()}
