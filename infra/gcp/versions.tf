terraform {
  required_version = ">= 1.9"

  required_providers {
    # Written against the schema of 6.50.
    google = {
      source  = "hashicorp/google"
      version = ">= 6.50, < 8.0"
    }
  }
}
