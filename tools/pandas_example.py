"""Print stock-out days by region and product as a table of pandas, a column for each product."""

import os
from pathlib import Path

import pandas
from sqlalchemy import create_engine

QUESTION = Path("sql/questions/1_stock_out_days.sql").read_text(encoding="utf-8")

# The role vlmis_analyst reads the schema analyst and nothing else: `vlmis db url` prints its URL.
url = os.environ["ANALYST_URL"].replace("postgresql://", "postgresql+psycopg://", 1)
engine = create_engine(url)
days = pandas.read_sql(QUESTION, engine)
table = days.pivot_table(
    index="region", columns="product", values="stock_out_days", margins=True, aggfunc="sum"
)
print(table.to_string())
