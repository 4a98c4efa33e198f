// The files of the page and of the report, which the build puts into the program (embed.cmake).
#pragma once

namespace tapbond::page_files {

const char* html();
const char* css();
const char* script();
const char* report_css();  // behind css()

}  // namespace tapbond::page_files
