"""Airflow's auth manager of this system: one login for the UI, its REST API and the pages."""
