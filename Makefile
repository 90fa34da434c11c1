# `make` alone says what there is. Everything runs in the active virtual environment.
.DEFAULT_GOAL := help
.PHONY: help install demo test fix sandbox constraints bill

help: ## Show this help
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

install: ## Install everything, at the tested versions
	pip install -c constraints.txt -e '.[oidc,test]'

demo: ## Run the dashboard on the sandbox
	python manage.py demo

sandbox: ## Run the sandbox alone
	python manage.py sandbox

test: ## Run every check and every test
	python -m tests

fix: ## Format the code and mend what can be mended
	ruff check --fix .
	ruff format .
	djlint templates --reformat --quiet

constraints: ## Write the versions installed now into constraints.txt
	pip freeze --exclude-editable | sort --ignore-case > constraints.txt
	$(MAKE) bill

bill: ## Write the bill of materials, sbom.json, from constraints.txt
	python -m tests.hygiene.bill
