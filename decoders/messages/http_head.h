// The lines of HTTP's heads (RFC 9112).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tapbond::messages {

// All of these point into the line.
struct HttpRequestLine {
  std::string_view method;
  std::string_view target;
  std::string_view version;  // "1.1"
};
struct HttpStatusLine {
  std::string_view version;
  unsigned code = 0;
  std::string_view reason;
};
struct HttpField {
  std::string_view name;
  std::string_view value;  // without white space around it
};

// A line without what ends it. Nothing where it is none of that kind.
std::optional<HttpRequestLine> read_http_request(std::string_view line);
std::optional<HttpStatusLine> read_http_status(std::string_view line);
std::optional<HttpField> read_http_field(std::string_view line);

// Whether they are the same in any case of letters.
bool same_word(std::string_view a, std::string_view b);

// With the bytes that %XX stands for; what is no such escape stays.
std::string percent_decoded(std::string_view text);

// The user of "Basic" credentials (RFC 7617); nothing where they are others.
std::optional<std::string> basic_user(std::string_view credentials);

}  // namespace tapbond::messages
