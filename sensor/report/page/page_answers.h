// What the page's server answers to a request: the decisions of page_server.h, without a socket.
//
// It reads and never changes anything: GET and HEAD of a handful of names, and no file system
// behind them. A browser runs nothing but the page's own script (Content-Security-Policy), and no
// other site's page reads what is here: a name that somebody else's DNS has turned to this address
// (rebinding) is refused by its Host, or does not know the token.
//
// Not thread-safe.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "sensor/report/page/page_history.h"
#include "sensor/report/run_numbers.h"

namespace tapbond {

struct PageRequest {
  std::string_view method;
  std::string_view target;  // with the query
  std::string_view host;    // the header's value
};

struct PageAnswer {
  int status = 200;
  std::string type = "text/plain; charset=utf-8";
  std::string body;
};

class PageAnswers {
 public:
  // With a token, who asks for what the capture says has to bring it (?token=...).
  explicit PageAnswers(std::optional<std::string> token) : token_(std::move(token)) {}

  void publish(RunNumbers numbers);
  PageAnswer answer(const PageRequest& request) const;

  // Sent with every answer.
  static const std::map<std::string, std::string>& headers();

 private:
  bool may_ask(const PageRequest& request, std::string_view query) const;

  std::optional<std::string> token_;
  RunNumbers numbers_;
  PageHistory history_;
};

}  // namespace tapbond
