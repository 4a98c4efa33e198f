# Writes OUTPUT, a C++ file with the page's files of FOLDER as strings (page_files.h). Run by
# cmake -DFOLDER=... -DOUTPUT=... -P embed.cmake.
set(content "#include \"sensor/report/page/page_files.h\"\n\nnamespace tapbond::page_files {\n\n")
foreach(pair html:page.html css:page.css script:page.js report_css:report.css)
  string(REPLACE ":" ";" pair "${pair}")
  list(GET pair 0 function)
  list(GET pair 1 name)
  # As it is: a list would lose semicolons and brackets.
  file(READ "${FOLDER}/${name}" text HEX)
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${text}")
  string(APPEND content "static const unsigned char ${function}_bytes[] = {${bytes}0};\n"
                        "const char* ${function}() {\n"
                        "  return reinterpret_cast<const char*>(${function}_bytes);\n}\n\n")
endforeach()
string(APPEND content "}  // namespace tapbond::page_files\n")
file(WRITE "${OUTPUT}" "${content}")
