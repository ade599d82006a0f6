using Quittance.Server.Storage.Embedded;

namespace Quittance.Tests.Storage;

public sealed class FindingThePostgresPrograms : IDisposable
{
    private readonly ScratchFolder _folder = new();

    [Fact]
    public void The_newest_that_debian_installed_is_taken()
    {
        Install("9.6/bin");
        Install("15/bin");
        Install("17/bin");

        Assert.Equal(At("17/bin"), Find().Folder);
    }

    [Fact]
    public void The_folder_that_the_operator_names_comes_first()
    {
        Install("17/bin");
        Install("own");

        Assert.Equal(At("own"), Find(named: At("own")).Folder);
    }

    [Fact]
    public void The_path_comes_last()
    {
        Install("somewhere");

        Assert.Equal(At("somewhere"), Find(path: $"/nowhere::{At("somewhere")}").Folder);
    }

    [Fact]
    public void A_cluster_is_opened_by_the_version_that_made_it()
    {
        Install("15/bin");
        Install("17/bin");

        Assert.Equal(At("15/bin"), Find(clusterMajor: "15").Folder);
    }

    [Fact]
    public void A_cluster_whose_version_is_gone_is_refused_by_naming_it()
    {
        Install("17/bin");

        var missing = Assert.Throws<PostgresMissingException>(() => Find(clusterMajor: "15"));

        Assert.Contains("postgresql-15", missing.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("/nowhere")]
    public void Without_any_the_one_line_that_installs_them_is_named(string? named)
    {
        var missing = Assert.Throws<PostgresMissingException>(() => Find(named: named));

        Assert.Contains("sudo apt-get install -y postgresql\n", missing.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private PostgresBinaries Find(string? named = null, string? path = null, string? clusterMajor = null) =>
        PostgresBinaries.Find(named, path, clusterMajor, _folder.Path);

    private string At(string relative) => Path.Combine(_folder.Path, relative);

    private void Install(string relative)
    {
        Directory.CreateDirectory(At(relative));
        File.WriteAllText(Path.Combine(At(relative), "initdb"), "");
        File.WriteAllText(Path.Combine(At(relative), "postgres"), "");
    }
}
