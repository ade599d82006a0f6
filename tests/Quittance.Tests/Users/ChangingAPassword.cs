namespace Quittance.Tests.Users;

public sealed class ChangingAPassword(TestServer server)
{
    private const string Next = "correct horse battery";

    [Fact]
    public async Task The_new_password_counts_and_other_sessions_end()
    {
        var tenant = await server.NewTenantAsync();
        var person = await tenant.MemberAsync("Viewer");
        var (here, elsewhere) = (await tenant.SignedInAsync(person), await tenant.SignedInAsync(person));

        (await here.PostAsync("/api/user/password", new { currentPassword = person.Password, newPassword = Next })).Is(204);

        (await here.GetAsync("/api/user/profile")).Ok();
        (await elsewhere.GetAsync("/api/user/profile")).Is(401);
        (await new Browser(server).SignInAsync(person.Email, person.Password)).Is(401);
        (await new Browser(server).SignInAsync(person.Email, Next)).Ok();
        Assert.Contains($"member.password_changed by user:{person.Email}", await tenant.AuditAsync(person.Id));
    }

    [Fact]
    public async Task A_wrong_current_password_changes_nothing()
    {
        var tenant = await server.NewTenantAsync();
        var person = await tenant.MemberAsync("Viewer");
        var browser = await tenant.SignedInAsync(person);

        var refused = (await browser.PostAsync("/api/user/password", new { currentPassword = "wrong", newPassword = Next })).Is(422);

        Assert.Equal(["currentPassword"], refused.FaultyFields());
        await tenant.SignedInAsync(person);
    }

    [Theory]
    [InlineData(0, 422)]
    [InlineData(11, 422)]
    [InlineData(12, 204)]
    [InlineData(256, 204)]
    [InlineData(257, 422)]
    public async Task It_has_12_to_256_characters(int length, int status)
    {
        var tenant = await server.NewTenantAsync();
        var person = await tenant.MemberAsync("Viewer");
        var next = new string('é', length);

        var answer = (await (await tenant.SignedInAsync(person)).PostAsync("/api/user/password", new { currentPassword = person.Password, newPassword = next })).Is(status);

        if (status == 204)
        {
            (await new Browser(server).SignInAsync(person.Email, next)).Ok();
        }
        else
        {
            Assert.Equal(["newPassword"], answer.FaultyFields());
        }
    }

    [Fact]
    public async Task White_space_is_part_of_a_password()
    {
        var tenant = await server.NewTenantAsync();
        var person = await tenant.MemberAsync("Viewer");

        (await (await tenant.SignedInAsync(person)).PostAsync("/api/user/password", new { currentPassword = person.Password, newPassword = $" {Next} " })).Is(204);

        (await new Browser(server).SignInAsync(person.Email, Next)).Is(401);
        (await new Browser(server).SignInAsync(person.Email, $" {Next} ")).Ok();
    }

    [Fact]
    public async Task Nobody_changes_it_without_being_signed_in()
    {
        (await new Browser(server).PostAsync("/api/user/password", new { currentPassword = "x", newPassword = Next })).Is(401);
    }
}
