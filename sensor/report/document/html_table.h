// A table of HTML, of cells that are text.
#pragma once

#include <string>
#include <vector>

namespace tapbond {

struct HtmlColumn {
  const char* name;
  bool number = false;  // stands to the right
};

using HtmlRow = std::vector<std::string>;  // a cell for each column, as text

// `label`: for who cannot see it. A paragraph that says so where there are no rows.
std::string html_table(const std::string& label, const std::vector<HtmlColumn>& columns,
                       const std::vector<HtmlRow>& rows);

}  // namespace tapbond
