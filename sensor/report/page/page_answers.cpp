#include "sensor/report/page/page_answers.h"

#include <arpa/inet.h>

#include <algorithm>

#include "sensor/report/metrics.h"
#include "sensor/report/page/page_files.h"
#include "sensor/report/status_json.h"

namespace tapbond {
namespace {

constexpr const char* kJson = "application/json";

// An address, or the one name that nobody's DNS is asked for.
bool is_own_name(std::string_view host) {
  if (host.starts_with('[')) {
    const std::size_t end = host.find(']');
    if (end == std::string_view::npos) return false;
    host = host.substr(1, end - 1);
  } else {
    host = host.substr(0, host.rfind(':'));
  }
  if (host == "localhost") return true;
  in6_addr address{};
  const std::string text(host);
  return inet_pton(AF_INET, text.c_str(), &address) == 1 ||
         inet_pton(AF_INET6, text.c_str(), &address) == 1;
}

// Takes as long whatever is wrong with it.
bool same(std::string_view given, std::string_view expected) {
  unsigned difference = given.size() == expected.size() ? 0 : 1;
  for (std::size_t i = 0; i < given.size(); ++i) {
    difference |= static_cast<unsigned>(given[i] ^ expected[i % expected.size()]);
  }
  return difference == 0;
}

}  // namespace

const std::map<std::string, std::string>& PageAnswers::headers() {
  static const std::map<std::string, std::string> headers = {
      {"Content-Security-Policy",
       "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src "
       "data:; "
       " base-uri 'none'; form-action 'none'; frame-ancestors 'none'"},
      {"X-Content-Type-Options", "nosniff"},
      {"X-Frame-Options", "DENY"},
      {"Referrer-Policy", "no-referrer"},
      {"Cross-Origin-Resource-Policy", "same-origin"},
      {"Cache-Control", "no-store"},
  };
  return headers;
}

void PageAnswers::publish(RunNumbers numbers) {
  history_.add(numbers);
  numbers_ = std::move(numbers);
}

bool PageAnswers::may_ask(const PageRequest& request, std::string_view query) const {
  if (!token_) return is_own_name(request.host);
  constexpr std::string_view kToken = "token=";
  while (!query.empty()) {
    const std::string_view field = query.substr(0, query.find('&'));
    if (field.starts_with(kToken) && same(field.substr(kToken.size()), *token_)) return true;
    query.remove_prefix(std::min(query.size(), field.size() + 1));
  }
  return false;
}

PageAnswer PageAnswers::answer(const PageRequest& request) const {
  if (request.method != "GET" && request.method != "HEAD") {
    return {.status = 405, .body = "GET alone is answered here\n"};
  }
  const std::size_t mark = request.target.find('?');
  const std::string_view path = request.target.substr(0, mark);
  const std::string_view query =
      mark == std::string_view::npos ? std::string_view() : request.target.substr(mark + 1);
  // These two say nothing of the capture, and a browser asks for them without the query.
  if (path == "/page.css") return {.type = "text/css; charset=utf-8", .body = page_files::css()};
  if (path == "/page.js") {
    return {.type = "text/javascript; charset=utf-8", .body = page_files::script()};
  }
  if (!may_ask(request, query)) {
    return {.status = 403,
            .body = token_
                        ? "the address lacks its token: tapbond said the whole one at its start\n"
                        : "ask by address: this name may be somebody else's\n"};
  }
  if (path == "/") return {.type = "text/html; charset=utf-8", .body = page_files::html()};
  if (path == "/status.json") return {.type = kJson, .body = status_json(numbers_)};
  if (path == "/history.json") return {.type = kJson, .body = history_.json()};
  if (path == "/metrics") return {.type = kMetricsType, .body = metrics_text(numbers_)};
  return {.status = 404, .body = "here are /, /status.json, /history.json and /metrics\n"};
}

}  // namespace tapbond
