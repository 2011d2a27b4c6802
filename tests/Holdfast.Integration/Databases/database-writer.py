"""What applications do with their databases.

make PATH MODE    makes a bank: accounts whose money never grows nor shrinks, and a book that numbers every transfer
work PATH         moves money until it is killed, telling of its first transfer
judge PATH        says what is wrong with a copy, looking at its one file alone; the number of its last transfer when nothing is
cut PATH          dies in the middle of a transfer, with part of it in the file
"""
import os
import random
import sqlite3
import sys

ACCOUNTS, MONEY, TOUCHED = 400, 1000, 60


def connect(path):
    bank = sqlite3.connect(path, timeout=60, isolation_level=None)
    bank.execute("PRAGMA synchronous = OFF")
    return bank


def make(path, mode):
    bank = connect(path)
    bank.execute("PRAGMA journal_mode = " + mode)
    bank.execute("CREATE TABLE account (id INTEGER PRIMARY KEY, money INTEGER NOT NULL, note TEXT NOT NULL)")
    bank.execute("CREATE TABLE book (number INTEGER PRIMARY KEY, note TEXT NOT NULL)")
    bank.execute("CREATE INDEX by_money ON account (money, note)")
    bank.executemany("INSERT INTO account VALUES (?, ?, ?)", [(i, MONEY, "n" * 1500) for i in range(ACCOUNTS)])
    bank.close()


def transfer(bank):
    bank.execute("BEGIN IMMEDIATE")
    number = bank.execute("SELECT coalesce(max(number), 0) + 1 FROM book").fetchone()[0]
    chosen = random.sample(range(ACCOUNTS), TOUCHED)
    for i, account in enumerate(chosen):
        bank.execute("UPDATE account SET money = money + ?, note = ? WHERE id = ?", (1 if i % 2 else -1, chr(97 + number % 26) * 1500, account))
    bank.execute("INSERT INTO book VALUES (?, ?)", (number, "b" * 100))
    return number


def work(path):
    bank = connect(path)
    told = False
    while True:
        number = transfer(bank)
        bank.execute("COMMIT")
        if not told:
            print(number, flush=True)
        told = True


def cut(path):
    bank = connect(path)
    bank.execute("PRAGMA synchronous = FULL")
    bank.execute("PRAGMA cache_size = 4")
    bank.execute("PRAGMA cache_spill = ON")
    transfer(bank)
    os._exit(9)


def judge(path):
    bank = sqlite3.connect("file:" + path + "?immutable=1", uri=True)
    wrong = [row[0] for row in bank.execute("PRAGMA integrity_check")]
    if wrong != ["ok"]:
        return "damaged: " + "; ".join(wrong[:3])
    money = bank.execute("SELECT sum(money) FROM account").fetchone()[0]
    if money != ACCOUNTS * MONEY:
        return "no state that ever was: %s instead of %s" % (money, ACCOUNTS * MONEY)
    last, count = bank.execute("SELECT coalesce(max(number), 0), count(*) FROM book").fetchone()
    return str(last) if last == count else "transfers are missing: %s of %s" % (last - count, last)


try:
    told = {"make": make, "work": work, "cut": cut, "judge": judge}[sys.argv[1]](*sys.argv[2:])
except sqlite3.DatabaseError as e:
    told = "damaged: %s" % e
if told is not None:
    print(told)
