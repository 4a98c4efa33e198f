#include "sensor/report/document/html_text.h"

#include <gtest/gtest.h>

#include "tests/sensor/posix/hostile_text.h"

namespace tapbond {
namespace {

TEST(HtmlText, IsTextWhateverItIs) {
  EXPECT_EQ(html_text("<script>alert('1')</script> & \"x\""),
            "&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt; &amp; &quot;x&quot;");
  EXPECT_EQ(html_text("caf\xc3\xa9"), "caf\xc3\xa9");
  EXPECT_EQ(html_text(std::string("\0\n\xff", 3)), "\\x00\\x0a\\xff");
  EXPECT_TRUE(harmless(html_text(hostile_name())));
}

}  // namespace
}  // namespace tapbond
