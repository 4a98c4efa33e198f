#include "sensor/report/document/html_text.h"

#include "sensor/posix/visible_text.h"

namespace tapbond {

std::string html_text(std::string_view text) {
  std::string html;
  for (const char c : visible_text(text)) {
    switch (c) {
      case '&':
        html += "&amp;";
        break;
      case '<':
        html += "&lt;";
        break;
      case '>':
        html += "&gt;";
        break;
      case '"':
        html += "&quot;";
        break;
      case '\'':
        html += "&#39;";
        break;
      default:
        html += c;
    }
  }
  return html;
}

}  // namespace tapbond
