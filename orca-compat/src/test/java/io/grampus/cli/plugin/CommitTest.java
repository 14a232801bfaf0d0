package io.grampus.cli.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class CommitTest {
  @Test
  void isWhatDroneAndHarnessSay() {
    Map<String, String> variables =
        Map.of(
            "DRONE_COMMIT_SHA", "0123abc",
            "DRONE_COMMIT_REF", "refs/heads/main",
            "DRONE_REPO_BRANCH", "main",
            "DRONE_REMOTE_URL", "https://git.example/team/web.git",
            "DRONE_REPO_LINK", "https://git.example/team/web");
    assertThat(Commit.of(variables))
        .isEqualTo(
            new Commit(
                "0123abc",
                "refs/heads/main",
                "main",
                "https://git.example/team/web.git",
                "https://git.example/team/web"));
  }

  @Test
  void isWhatGitLabSaysWithoutTheJobsToken() {
    Map<String, String> variables =
        Map.of(
            "GITLAB_CI", "true",
            "CI_COMMIT_SHA", "0123abc",
            "CI_COMMIT_REF_NAME", "v1.0.0",
            "CI_COMMIT_TAG", "v1.0.0",
            "CI_DEFAULT_BRANCH", "main",
            "CI_PROJECT_URL", "https://git.example/team/web",
            "CI_REPOSITORY_URL", "https://gitlab-ci-token:t0ken@git.example/team/web.git");
    assertThat(Commit.of(variables))
        .isEqualTo(
            new Commit(
                "0123abc",
                "refs/tags/v1.0.0",
                "main",
                "https://git.example/team/web.git",
                "https://git.example/team/web"));
  }

  @Test
  void knowsAMergeRequestOfGitLabFromABranch() {
    Map<String, String> branch = Map.of("GITLAB_CI", "true", "CI_COMMIT_REF_NAME", "main");
    assertThat(Commit.of(branch).ref()).isEqualTo("refs/heads/main");
    Map<String, String> request =
        Map.of(
            "GITLAB_CI", "true",
            "CI_COMMIT_REF_NAME", "main",
            "CI_MERGE_REQUEST_REF_PATH", "refs/merge-requests/7/head");
    assertThat(Commit.of(request).ref()).isEqualTo("refs/merge-requests/7/head");
  }

  @Test
  void isWhatGitHubActionsSay() {
    Map<String, String> variables =
        Map.of(
            "GITHUB_ACTIONS", "true",
            "GITHUB_SHA", "0123abc",
            "GITHUB_REF", "refs/tags/v1.2.3",
            "GITHUB_SERVER_URL", "https://git.example",
            "GITHUB_REPOSITORY", "team/web");
    assertThat(Commit.of(variables))
        .isEqualTo(
            new Commit(
                "0123abc",
                "refs/tags/v1.2.3",
                "",
                "https://git.example/team/web.git",
                "https://git.example/team/web"));
  }

  @Test
  void isUnknownOutsideOfAPipeline() {
    assertThat(Commit.of(Map.of("CI", "true"))).isEqualTo(new Commit("", "", "", "", ""));
  }
}
