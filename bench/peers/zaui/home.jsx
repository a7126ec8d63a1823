/**
 * The home screen of a mini app as Zalo's official template makes it: React 18 and zmp-ui, the same utilities and news as
 * ours. What it shows is in the package, so that it waits for no answer; its pictures are left out.
 */
import { createRoot } from "react-dom/client";
import { MemoryRouter } from "react-router-dom";
import { App, Box, Grid, Header, Icon, Input, List, Page, Text } from "zmp-ui";
import "zmp-ui/zaui.css";

const { utilities, news } = HOME;

const Home = () => (
  <Page>
    <Header title="Quảng Ngãi Smart" showBackIcon={false} />
    <Box p={4}>
      <Text.Title>Kính chào Ông/Bà</Text.Title>
      <Input.Search placeholder="Tìm: khai sinh, học phí…" />
    </Box>
    <Grid columnCount={3} className="utilities">
      {utilities.map((name) => (
        <Box key={name} p={2} className="utility">
          <Icon icon="zi-home" />
          <Text size="small">{name}</Text>
        </Box>
      ))}
    </Grid>
    <List>{news.map((title) => <List.Item key={title} title={title} />)}</List>
  </Page>
);

createRoot(document.getElementById("app")).render(<App><MemoryRouter><Home /></MemoryRouter></App>);
