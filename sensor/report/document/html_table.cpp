#include "sensor/report/document/html_table.h"

#include <fmt/format.h>

#include "sensor/report/document/html_text.h"

namespace tapbond {

std::string html_table(const std::string& label, const std::vector<HtmlColumn>& columns,
                       const std::vector<HtmlRow>& rows) {
  if (rows.empty()) return "<p>None.</p>\n";
  const auto kind = [&columns](std::size_t column) {
    return columns[column].number ? " class=\"number\"" : "";
  };
  std::string html = fmt::format(
      "<div class=\"wide\" role=\"group\" aria-label=\"{}\" tabindex=\"0\">\n<table>\n<thead><tr>",
      html_text(label));
  for (std::size_t i = 0; i < columns.size(); ++i) {
    html += fmt::format("<th scope=\"col\"{}>{}</th>", kind(i), html_text(columns[i].name));
  }
  html += "</tr></thead>\n<tbody>\n";
  for (const HtmlRow& row : rows) {
    html += "<tr>";
    for (std::size_t i = 0; i < row.size(); ++i) {
      html += fmt::format("<td{}>{}</td>", kind(i), html_text(row[i]));
    }
    html += "</tr>\n";
  }
  return html + "</tbody>\n</table>\n</div>\n";
}

}  // namespace tapbond
