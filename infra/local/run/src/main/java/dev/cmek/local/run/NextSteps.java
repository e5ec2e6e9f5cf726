package dev.cmek.local.run;

import dev.cmek.local.aws.Checkout;
import dev.cmek.local.run.Screen.Paint;
import java.nio.file.Path;

/// What to try while everything is up.
record NextSteps(Checkout checkout, Endpoints at, Screen screen) {

  void show() {
    Recipes recipes = new Recipes(screen);
    screen.heading("Things to try: paste them here. All addresses are in .local/endpoints.json");
    new AwsRecipes(checkout, at, recipes).show();
    screen.heading("The same on Google Cloud");
    new GoogleCloudRecipes(checkout, at, recipes).show();
    Path logs = checkout.root().relativize(Path.of(at.logs()));
    recipes.step("Follow the functions' logs, of both clouds", "tail -f " + logs + "/cmek-*.log");
    screen.line("");
    screen.line("  " + screen.paint(Paint.DIM, "make down ends all of it."));
  }
}
