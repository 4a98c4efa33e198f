#include "sensor/report/page/page_answers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace tapbond {
namespace {

using testing::HasSubstr;

constexpr std::int64_t kSecond = 1'000'000'000;

RunNumbers numbers(std::int64_t at, std::uint64_t received) {
  RunNumbers run{.now_ns = at * kSecond, .legs = {}, .sinks = {}, .causes = {}, .disk_free = {}};
  LegSummary leg{.name = "eth1"};
  leg.received = received;
  leg.bytes = received * 100;
  run.legs = {leg};
  return run;
}

int status(const PageAnswers& answers, std::string_view target,
           std::string_view host = "127.0.0.1:8080", std::string_view method = "GET") {
  return answers.answer({method, target, host}).status;
}

TEST(PageAnswers, KnowAHandfulOfNamesAndNoFiles) {
  const PageAnswers answers({});
  for (const char* name :
       {"/", "/page.css", "/page.js", "/status.json", "/history.json", "/metrics", "/?a=b"}) {
    EXPECT_EQ(status(answers, name), 200) << name;
  }
  for (const char* name : {"/etc/passwd", "/../page.css", "//", "", "/status.json/", "*"}) {
    EXPECT_EQ(status(answers, name), 404) << name;
  }
}

TEST(PageAnswers, ChangeNothing) {
  const PageAnswers answers({});
  for (const char* method : {"POST", "PUT", "DELETE", "OPTIONS", "TRACE", "get", ""}) {
    EXPECT_EQ(status(answers, "/", "127.0.0.1", method), 405) << method;
  }
  EXPECT_EQ(status(answers, "/", "127.0.0.1", "HEAD"), 200);
}

// A name that somebody else's DNS has turned to the loopback would let that site's script read.
TEST(PageAnswers, AreForAddressesAlone) {
  const PageAnswers answers({});
  for (const char* host : {"127.0.0.1", "127.0.0.1:8080", "localhost:9", "[::1]:8080", "[::1]"}) {
    EXPECT_EQ(status(answers, "/status.json", host), 200) << host;
  }
  for (const char* host : {"evil.example", "evil.example:8080", "", "localhost.evil.example",
                           "127.0.0.1.evil.example:80", "[::1", "]"}) {
    EXPECT_EQ(status(answers, "/status.json", host), 403) << host;
  }
}

TEST(PageAnswers, WantTheTokenWhereThereIsOne) {
  const PageAnswers answers("0123456789abcdef");
  EXPECT_EQ(status(answers, "/status.json", "10.0.0.7"), 403);
  EXPECT_EQ(status(answers, "/status.json?token=", "10.0.0.7"), 403);
  EXPECT_EQ(status(answers, "/status.json?token=0123456789abcdee", "10.0.0.7"), 403);
  EXPECT_EQ(status(answers, "/status.json?token=0123456789abcdef0", "10.0.0.7"), 403);
  EXPECT_EQ(status(answers, "/status.json?token=0123456789abcdef", "sensor.example"), 200);
  EXPECT_EQ(status(answers, "/metrics?a=b&token=0123456789abcdef", "sensor.example"), 200);
  EXPECT_EQ(status(answers, "/page.js", "10.0.0.7"), 200);
}

TEST(PageAnswers, LetNoOtherScriptRun) {
  const auto& headers = PageAnswers::headers();
  EXPECT_THAT(headers.at("Content-Security-Policy"), HasSubstr("default-src 'none'"));
  EXPECT_THAT(headers.at("Content-Security-Policy"), testing::Not(HasSubstr("unsafe")));
  EXPECT_EQ(headers.at("X-Frame-Options"), "DENY");
}

TEST(PageAnswers, TellRatesOfTheLastMinutes) {
  PageAnswers answers({});
  answers.publish(numbers(10, 100));
  answers.publish(numbers(12, 300));
  RunNumbers lossy = numbers(13, 310);
  lossy.legs[0].dropped_by_kernel = 7;
  lossy.legs[0].away = true;
  answers.publish(lossy);
  const auto history =
      nlohmann::json::parse(answers.answer({"GET", "/history.json", "localhost"}).body);
  EXPECT_EQ(history["legs"], nlohmann::json({"eth1"}));
  ASSERT_EQ(history["samples"].size(), 2U);
  EXPECT_EQ(history["samples"][0]["legs"][0], nlohmann::json({100.0, 80'000.0, 0, 0, true}));
  EXPECT_EQ(history["samples"][1]["legs"][0], nlohmann::json({10.0, 8'000.0, 7, 0, false}));
  for (int at = 14; at < 1000; ++at) answers.publish(numbers(at, 310));
  const auto later =
      nlohmann::json::parse(answers.answer({"GET", "/history.json", "localhost"}).body);
  EXPECT_EQ(later["samples"].size(), PageHistory::kMost);
}

}  // namespace
}  // namespace tapbond
