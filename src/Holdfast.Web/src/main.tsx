import "./mantine";
import { QueryClientProvider } from "@tanstack/react-query";
import { Modal, MantineProvider } from "@mantine/core";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { BrowserRouter } from "react-router";
import { App } from "./App";
import { makeClient } from "./api/client";
import { ToastBoard } from "./parts/Toasts";
import { theme } from "./theme";

const root = document.getElementById("root");
if (root === null) throw new Error("the page has no place for the dashboard");

// Locking the scroll of the page behind a window would write a <style> element, which the content policy forbids.
const quiet = { ...theme, components: { Modal: Modal.extend({ defaultProps: { lockScroll: false } }) } };

createRoot(root).render(
  <StrictMode>
    <MantineProvider theme={quiet} defaultColorScheme="auto" withCssVariables={false} withGlobalClasses={false}>
      <QueryClientProvider client={makeClient()}>
        <BrowserRouter>
          <ToastBoard>
            <App />
          </ToastBoard>
        </BrowserRouter>
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);
