package io.grampus.cli.plugin;

import java.util.Map;

/**
 * What the pipeline's system says of the commit that is built. Anything it does not say is empty.
 *
 * @param revision the commit's id
 * @param ref the git ref, for example {@code refs/tags/v1.2.3}
 * @param defaultBranch the repository's default branch
 * @param source where the repository can be cloned from, without credentials
 * @param page the repository's page
 */
public record Commit(
    String revision, String ref, String defaultBranch, String source, String page) {
  /**
   * Reads the variables of Drone and Harness, else of GitLab, else of GitHub Actions, as each of
   * these documents them.
   */
  public static Commit of(Map<String, String> environment) {
    Variables variables = new Variables(environment);
    if (variables.has("DRONE_COMMIT_SHA") || variables.has("DRONE_COMMIT_REF")) {
      return new Commit(
          variables.get("DRONE_COMMIT_SHA"),
          variables.get("DRONE_COMMIT_REF"),
          variables.get("DRONE_REPO_BRANCH"),
          variables.get("DRONE_REMOTE_URL"),
          variables.get("DRONE_REPO_LINK"));
    }
    if (variables.has("GITLAB_CI")) {
      return ofGitLab(variables);
    }
    if (variables.has("GITHUB_ACTIONS")) {
      String page = variables.get("GITHUB_SERVER_URL") + "/" + variables.get("GITHUB_REPOSITORY");
      return new Commit(
          variables.get("GITHUB_SHA"), variables.get("GITHUB_REF"), "", page + ".git", page);
    }
    return new Commit("", "", "", "", "");
  }

  /** CI_REPOSITORY_URL is not used: it holds the job's token. */
  private static Commit ofGitLab(Variables variables) {
    String page = variables.get("CI_PROJECT_URL");
    String name = variables.get("CI_COMMIT_REF_NAME");
    String ref = variables.get("CI_MERGE_REQUEST_REF_PATH");
    if (ref.isEmpty()) {
      ref = (variables.has("CI_COMMIT_TAG") ? "refs/tags/" : "refs/heads/") + name;
    }
    return new Commit(
        variables.get("CI_COMMIT_SHA"),
        ref,
        variables.get("CI_DEFAULT_BRANCH"),
        page.isEmpty() ? "" : page + ".git",
        page);
  }

  private record Variables(Map<String, String> all) {
    String get(String name) {
      return all.getOrDefault(name, "").strip();
    }

    boolean has(String name) {
      return !get(name).isEmpty();
    }
  }
}
